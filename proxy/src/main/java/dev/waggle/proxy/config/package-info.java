/** What an operator may set: one table of keys, read into one tree of records. */
@NullMarked
package dev.waggle.proxy.config;

import org.jspecify.annotations.NullMarked;
