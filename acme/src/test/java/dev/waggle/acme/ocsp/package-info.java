@NullMarked
package dev.waggle.acme.ocsp;

import org.jspecify.annotations.NullMarked;
