/** Certificates that another tool has obtained, and that this one goes on with. */
@NullMarked
package dev.waggle.acme.takeover;

import org.jspecify.annotations.NullMarked;
