no_such_type main() {}
