package dev.waggle.proxy.auth;

/**
 * Names one success: a password of a user against one content of one file. 128 bits of a keyed
 * hash, so it holds no password and nobody outside can make two collide.
 */
record Proof(long high, long low) {}
