// Files the careful way: capped reads, private writes that are either old or new and never half.
// Threads: [any-thread].
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace autoheal::host {

// The whole file. Errc::io: missing, unreadable, not a regular file, or larger than max_bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

// Standard input up to its end, at most max_bytes.
Result<std::string> read_stdin(std::size_t max_bytes);

// A file that a person named on the command line: "-" is standard input, and a pipe such as <(command) is read, too.
Result<std::string> read_named_input(const std::filesystem::path& path, std::size_t max_bytes);

// Replaces the file as a whole (temporary file, fsync, rename, fsync of the directory); mode 0600.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view content);

// Creates the file with mode 0600, durably; a file that exists already is Errc::name_taken and stays as it is.
Result<void> create_private_file(const std::filesystem::path& path, std::string_view content);

// The directory and its parents; a new one gets mode 0700. An existing one must be a directory.
Result<void> make_private_directory(const std::filesystem::path& path);

}  // namespace autoheal::host
