/** Certificates: what is wanted, where they are kept, and who signs them. */
@NullMarked
package dev.waggle.acme;

import org.jspecify.annotations.NullMarked;
