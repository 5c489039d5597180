/**
 * The life of a certificate: wanted, ordered, served, renewed, forgotten; and why something failed.
 */
@NullMarked
package dev.waggle.acme.life;

import org.jspecify.annotations.NullMarked;
