package io.nearside.admin;

/** To come. */
final class AdminServer {}
