/** What is looked at before an attempt is spent at a CA. */
@NullMarked
package dev.waggle.acme.preflight;

import org.jspecify.annotations.NullMarked;
