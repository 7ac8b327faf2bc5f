package io.nearside.history;

import java.util.List;

/** All that was done, in any order, and what Redis lost meanwhile. */
record History(List<Operation> operations, List<Loss> losses) {}
