package dev.waggle.proxy.real;

final class Recorder {}
