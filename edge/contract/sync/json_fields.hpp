// Reads typed fields from untrusted JSON; only for the sources of this folder (it pulls in nlohmann's
// header). The first fault is kept and everything after it reads as zero, so that a decoder is a list of
// fields and one check at its end.
#pragma once

#include "edge/base/id.hpp"
#include "edge/contract/sync/event.hpp"

#include <nlohmann/json.hpp>
#include <optional>

namespace outpost::wire {

class Fields {
public:
  Fields(const nlohmann::json& object, std::string& fault) : j_(object), fault_(fault) {
    if (!j_.is_object()) blame("it is not an object");
  }

  /// A count within int64, because both ends keep it in SQL; absent reads as 0 unless `required`.
  std::uint64_t count(const char* key, bool required = false);
  std::int64_t number(const char* key);
  bool flag(const char* key);
  std::string text(const char* key, std::size_t most_bytes = 256, bool required = false);
  Id id(const char* key);  ///< absent reads as nil
  std::optional<Hash> hash(const char* key);
  /// Calls `each(Fields&)` for every object of a list of at most `most`; absent is an empty list.
  template <class F> void list(const char* key, std::size_t most, F each) {
    const auto* found = find(key);
    if (!found) return;
    if (!found->is_array() || found->size() > most) return blame(key);
    for (const auto& item : *found) {
      Fields inner(item, fault_);
      if (fault_.empty()) each(inner);
    }
  }
  Fields object(const char* key);
  void blame(const char* what) {
    if (fault_.empty()) fault_ = what;
  }

private:
  const nlohmann::json* find(const char* key) const;
  const nlohmann::json& j_;
  std::string& fault_;
};

/// Parses at most `max_head_bytes` of JSON, nested at most 8 deep; nullopt when it is not that. Never throws.
std::optional<nlohmann::json> parse_head(std::string_view text);
std::string dump(const nlohmann::json& j);

}  // namespace outpost::wire
