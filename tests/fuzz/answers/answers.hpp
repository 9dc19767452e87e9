// Mutated answers by the million: damages sound answers, reads them with the product, and holds every value
// that comes out against a second reading of the same text (plain.hpp). A value must be backed by a message
// of its own unit that echoes the service and the identifier, and must be what that message says when it
// stands in clean lines alone.
#pragma once

#include "edge/base/id.hpp"
#include "tests/fuzz/answers/subjects.hpp"

#include <array>
#include <functional>
#include <optional>

namespace outpost::fuzz {

struct Tally {
  std::uint64_t answers = 0, with_values = 0, values = 0, refused = 0, no_data = 0, floods = 0;
  std::uint64_t read_anew = 0;               ///< values whose message was not one of the sound ones
  std::array<std::uint64_t, 256> service{};  ///< values by service
};

/// Reads `count` mutated answers. What is wrong with the first that is wrong, with its text; nothing = all
/// are well. `progress` is called now and then.
std::optional<std::string> read_mutated(
    const std::vector<Subject>& subjects, SeededRandom& random, std::uint64_t count, Tally& tally,
    const std::function<void(const Tally&)>& progress = [](const Tally&) {});

/// What is wrong with a reading of this reply; nothing = all is well.
std::optional<std::string> complaint(const Subject& subject, const dev::ElmReply& reply,
                                     const dev::ObdReading& reading, Tally& tally);

}  // namespace outpost::fuzz
