#include "cli/run.hpp"

int main(int argc, char** argv) { return autoheal::host::run_command_line(argc, argv); }
