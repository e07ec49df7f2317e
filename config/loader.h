#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chains/chain_spec.h"
#include "config/settings.h"

namespace headway::config {

enum class Severity : std::uint8_t { kError, kWarning };

/// One finding. `line` and `column` are 1-based; 0 where the finding has no place in a file (a
/// command line, "nothing to watch"). `message` says what is wrong and what would be right, and
/// never holds a secret: no URL path, query, userinfo, header or expanded value.
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};

/// `file:line:column: error: message` (or `warning:`); without the place where there is none.
std::string ToString(const Diagnostic& diagnostic);

/// The world outside, as the loader sees it. The functions may be called any number of times.
struct LoaderInputs {
  /// Value of an environment variable; nullopt: not set.
  std::function<std::optional<std::string>(const std::string& name)> environment;
  /// Content of a file named by a `file:` reference, at most kMaxSecretFileBytes; nullopt: cannot
  /// be read. One trailing newline is removed by the loader.
  std::function<std::optional<std::string>(const std::string& path)> read_file;
  /// The built-in chains.
  std::span<const chains::ChainSpec> catalogue;
  /// Whether nodes of the chain are polled by this program over the API interface.
  std::function<bool(const chains::ChainSpec& chain, std::string_view api_interface)> speaks;
  /// Whether the chain, going by its families, can have this chain id or genesis hash. True where
  /// none is spoken: nothing is known of it then.
  std::function<bool(const chains::ChainSpec& chain, std::string_view chain_id)> is_identity;
  /// What is wrong with a call of `headway.chains.*.requests`.
  std::function<std::vector<chains::CallMistake>(const chains::OwnCall& call)> mistakes_of;
};

/// `settings` holds a value if and only if no diagnostic is an error. Diagnostics are in the order
/// of their place in the file.
struct LoadResult {
  std::optional<Settings> settings;
  std::vector<Diagnostic> diagnostics;
};

/// Reads a configuration file that is already in memory. Pure but for `inputs`. Never throws.
/// Collects every error before it returns; nothing is half-applied.
LoadResult LoadYaml(std::string_view text, const std::string& file_name,
                    const LoaderInputs& inputs);

/// `headway run --url SPEC=URL`: one primary a URL over the chain's first spoken interface
/// (jsonrpc), named by its host and port, and by `-2`, `-3` … where that name is taken. The URL may
/// be `file:PATH`; variables are the shell's business. Other than in a file, a chain or scheme that
/// is not spoken is an error: the user asked for just that URL. Diagnostics name an argument by its
/// number and SPEC.
LoadResult LoadUrls(std::span<const std::string> spec_equals_url, const LoaderInputs& inputs);

}  // namespace headway::config
