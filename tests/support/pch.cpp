// Holds the precompiled test headers; see tests/CMakeLists.txt.
int main() { return 0; }
