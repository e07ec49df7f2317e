#include "config/lava_spec.h"

#include "config/entries.h"
#include "lava/names.h"

namespace headway::config {

bool CheckLavaSpec(MappingReader& reader, std::string_view key, const Text& text,
                   std::span<const chains::ChainSpec> chains) {
  if (FindChain(chains, text.value) == nullptr) {
    reader.Error(text.mark, "unknown chain" + text.Named() + text.DidYouMean(IdsOf(chains)));
    return false;
  }
  if (!lava::IsSpecId(text.value)) {
    reader.Error(text.mark, reader.PathOf(key) +
                                " must be a spec id of the Lava chain: at most 32 capital letters "
                                "and digits" +
                                text.ButNot());
    return false;
  }
  return true;
}

}  // namespace headway::config
