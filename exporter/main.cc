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
    return headway::exporter::Execute(std::get<headway::exporter::CommandLine>(line));
  } catch (const std::exception& error) {
    // Out of memory, or a devnet that could not bind; nothing of what a node or a file says.
    std::fputs("error: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return EXIT_FAILURE;
  }
}
