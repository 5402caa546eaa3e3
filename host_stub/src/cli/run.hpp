// The program: parses the command line, runs the command, says what went wrong.
#pragma once

namespace autoheal::host {

// Exit codes: 0; 1 failed, with what, where and what to do on standard error; 2 usage; 3 `test` found it partly
// working.
int run_command_line(int argc, char** argv);

}  // namespace autoheal::host
