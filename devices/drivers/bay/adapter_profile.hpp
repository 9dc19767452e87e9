// What was learned about an adapter the hard way, so that the next connection does not learn it again. Kept
// by edge for each bay (Message::Kind::kept); an adapter is known by what it calls itself.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace outpost::dev {

struct AdapterProfile {
  std::string id;    ///< "ELM327 v1.5"
  int protocol = 0;  ///< of the last car found through it; 0 = none yet
  bool counts_answers =
      true;  ///< false: the digit behind a request that says how many frames come is not understood
  bool long_from_all =
      true;          ///< false: of long answers to a request to all units only the first frame arrives
  bool wwh = false;  ///< the last car answered 22F400 and not 0100

  bool operator==(const AdapterProfile&) const = default;
};

/// The newest adapters of a bay, in the order of their last use.
class AdapterProfiles {
public:
  static constexpr std::size_t most = 16;

  /// What is known of this adapter, or a fresh profile.
  AdapterProfile find(std::string_view id) const;
  /// True when this changed anything.
  bool remember(const AdapterProfile& profile);

  /// {"adapters": [{"id", "protocol", "counts_answers", "long_from_all", "wwh"}]}, the newest first.
  std::string to_json() const;
  /// Whatever cannot be read is left out: a profile saves time, nothing depends on it.
  void from_json(std::string_view text);

private:
  std::deque<AdapterProfile> profiles_;
};

}  // namespace outpost::dev
