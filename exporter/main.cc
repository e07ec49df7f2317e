#include <cstdio>
#include <cstdlib>
#include <exception>
#include <variant>

#include "exporter/cli.h"
#include "exporter/commands.h"

int main(int argc, char** argv) {
  try {
    const auto line = headway::exporter::ParseCommandLine(argc, argv);
    if (const int* exit_code = std::get_if<int>(&line)) return *exit_code;
    const int exit_code =
        headway::exporter::Execute(std::get<headway::exporter::CommandLine>(line));
    // Output that did not arrive (a full disk, a closed pipe) is no success.
    return std::fflush(stdout) == 0 ? exit_code : EXIT_FAILURE;
  } catch (const std::exception& error) {
    // Out of memory, or a devnet that could not bind; nothing of what a node or a file says.
    std::fputs("error: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return EXIT_FAILURE;
  }
}
