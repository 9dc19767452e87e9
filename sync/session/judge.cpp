#include "sync/session/judge.hpp"

namespace outpost::session {

Verdict judge(std::uint64_t received, std::uint64_t first, std::uint64_t count) {
  if (first > received + 1) return Verdict::gap;
  if (first + count - 1 <= received) return Verdict::known;
  return first == received + 1 ? Verdict::take : Verdict::overlap;
}

}  // namespace outpost::session
