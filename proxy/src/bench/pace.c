// Asks at a fixed rate and tells how long answers took, counted from when each request was due, so
// that those that had to wait for a slow one before them are slow too (no coordinated omission).
//
// pace PORT PATH REQUESTS_PER_SECOND SECONDS WARMUP_SECONDS CONNECTIONS
//
// One thread, which sleeps until the next request is due or an answer comes: give it a core of its own,
// and where others share that a real-time priority (chrt -r 1). A request goes out on a connection
// that waits for nothing; when all wait, it goes out as soon as one is answered. Requests are due in
// groups, one group every 100 microseconds: a wake-up for each would cost as much as the request. Prints one line of JSON,
// times in microseconds: from due to answered, from sent to answered, and from due to sent where a
// connection was free, which is how late this program was itself.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TICK_NANOS 100000
#define BUFFER (256 * 1024)
#define MOST_CONNECTIONS 1024

struct connection {
  int fd;
  size_t have;     // bytes read of the answer
  size_t expected; // how long it is, or 0 while its head is not complete
  int64_t due, sent;
  char *in;
};

static struct connection connections[MOST_CONNECTIONS];
static int idle[MOST_CONNECTIONS], idles;
static char request[1024];
static size_t request_length;
static float *from_due, *from_sent, *lateness;
static size_t answers, sends_on_time, failures;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void broken(const char *what) {
  perror(what);
  exit(1);
}

static void open_connection(int number, int epoll, int port) {
  struct connection *c = &connections[number];
  struct sockaddr_in to = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (void *)&to, sizeof to)) broken("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  c->in = malloc(BUFFER);
  struct epoll_event e = {.events = EPOLLIN, .data.u32 = number};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e)) broken("epoll_ctl");
  idle[idles++] = number;
}

static void ask(int64_t due, int64_t time) {
  struct connection *c = &connections[idle[--idles]];
  c->due = due;
  c->sent = time;
  c->have = c->expected = 0;
  if (write(c->fd, request, request_length) != (ssize_t)request_length) broken("write");
}

static int in_head(struct connection *c) {
  char *end = memmem(c->in, c->have, "\r\n\r\n", 4);
  if (!end) return 1;
  size_t head = end + 4 - c->in;
  *end = 0;
  char *length = strcasestr(c->in, "\r\ncontent-length:");
  if (!length) {
    fprintf(stderr, "an answer without Content-Length\n");
    exit(1);
  }
  c->expected = head + strtoul(length + 17, NULL, 10);
  if (memcmp(c->in + 8, " 200", 4)) failures++;
  return 0;
}

// Whether the answer is complete.
static int answered(struct connection *c) {
  size_t at = c->expected ? 0 : c->have; // what follows the head is not kept
  ssize_t n = recv(c->fd, c->in + at, BUFFER - 1 - at, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return 0;
  if (n <= 0) {
    fprintf(stderr, "the connection was closed\n");
    exit(1);
  }
  c->have += n;
  return !(c->expected == 0 && in_head(c)) && c->have >= c->expected;
}

static int by_size(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static void print(const char *name, float *times, size_t count) {
  static const double of[] = {0.5, 0.9, 0.99, 0.999, 0.9999};
  static const char *called[] = {"p50", "p90", "p99", "p99.9", "p99.99"};
  qsort(times, count, sizeof *times, by_size);
  printf("\"%s\": {", name);
  for (int i = 0; i < 5; i++) printf("\"%s\": %.1f, ", called[i], count ? times[(size_t)(count * of[i])] : 0);
  printf("\"max\": %.1f}", count ? times[count - 1] : 0);
}

static float *times_for(size_t count) {
  float *times = malloc(count * sizeof *times);
  memset(times, 0, count * sizeof *times); // so that no page is missing later
  return times;
}

static int64_t due_time(int64_t start, size_t number, double rate) {
  return start + (int64_t)(number * (1e9 / rate)) / TICK_NANOS * TICK_NANOS;
}

// Waits for answers, up to a time unless that is 0.
static int wait_until(int epoll, struct epoll_event *events, int64_t until) {
  int64_t left = until ? until - now() : 1000000000;
  if (left < 0) left = 0;
  struct timespec timeout = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
  return epoll_pwait2(epoll, events, MOST_CONNECTIONS, &timeout, NULL);
}

int main(int argc, char **argv) {
  if (argc != 7) {
    fprintf(stderr, "usage: pace PORT PATH REQUESTS_PER_SECOND SECONDS WARMUP_SECONDS CONNECTIONS\n");
    return 2;
  }
  int port = atoi(argv[1]), count = atoi(argv[6]);
  double rate = atof(argv[3]);
  size_t warm = rate * atof(argv[5]), total = warm + rate * atof(argv[4]);
  if (count < 1 || count > MOST_CONNECTIONS || rate <= 0) return 2;
  request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", argv[2], port);
  int epoll = epoll_create1(0);
  for (int i = 0; i < count; i++) open_connection(i, epoll, port);
  from_due = times_for(total), from_sent = times_for(total), lateness = times_for(total);
  mlockall(MCL_CURRENT);
  prctl(PR_SET_TIMERSLACK, 1);

  struct epoll_event events[MOST_CONNECTIONS];
  size_t sent = 0, done = 0;
  int64_t start = now() + 10000000, stuck = 0;
  while (done < total) {
    int64_t time = now();
    while (idles && sent < total) {
      int64_t due = due_time(start, sent, rate);
      if (due > time) break;
      // What waited for a connection is the server's doing, and no lateness of ours.
      if (sent >= warm && due > stuck) lateness[sends_on_time++] = (time - due) / 1e3f;
      ask(due, time);
      sent++;
      time = now();
    }
    int n = wait_until(epoll, events, idles && sent < total ? due_time(start, sent, rate) : 0);
    if (n <= 0) continue;
    if (!idles) stuck = now();
    for (int i = 0; i < n; i++) {
      struct connection *c = &connections[events[i].data.u32];
      if (!answered(c)) continue;
      int64_t end = now();
      if (done++ >= warm) {
        from_due[answers] = (end - c->due) / 1e3f;
        from_sent[answers++] = (end - c->sent) / 1e3f;
      }
      idle[idles++] = c - connections;
    }
  }
  double seconds = (now() - start) / 1e9;
  printf("{\"rate\": %.0f, \"answers\": %zu, \"not_200\": %zu, ", total / seconds, answers, failures);
  print("from_due", from_due, answers);
  printf(", ");
  print("from_sent", from_sent, answers);
  printf(", ");
  print("own_lateness", lateness, sends_on_time);
  printf("}\n");
  return 0;
}
