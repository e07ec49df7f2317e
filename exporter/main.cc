#include <cstdio>
#include <cstdlib>
#include <exception>
#include <variant>

#include "exporter/cli.h"
#include "exporter/commands.h"

namespace {

/// `exit_code`, but for output that did not arrive, which is no success. A write that is larger
/// than the buffer fails before the last flush, and leaves that nothing to fail with.
int AfterOutput(int exit_code) {
  const bool flushed = std::fflush(stdout) == 0;
  if (flushed && std::ferror(stdout) == 0) return exit_code;
  std::fputs("error: not all of the output could be written (a full disk, a closed pipe)\n",
             stderr);
  return EXIT_FAILURE;
}

int ParseAndExecute(int argc, const char* const* argv) {
  const auto line = headway::exporter::ParseCommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&line)) return *exit_code;
  return headway::exporter::Execute(std::get<headway::exporter::CommandLine>(line));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return AfterOutput(ParseAndExecute(argc, argv));
  } catch (const std::exception& error) {
    // Out of memory, or a devnet that could not bind; nothing of what a node or a file says.
    std::fputs("error: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return EXIT_FAILURE;
  }
}
