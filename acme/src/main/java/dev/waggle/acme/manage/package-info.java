/** Keeps certificates: decides what is ordered when, and remembers what went wrong. */
@NullMarked
package dev.waggle.acme.manage;

import org.jspecify.annotations.NullMarked;
