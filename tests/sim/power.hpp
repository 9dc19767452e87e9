// Power that can go at any write.
#pragma once

#include <functional>

namespace outpost::sim {

struct PowerCut {};

/// Armed, the next write of its disk ends in a power cut: before the commit, or after it and before anybody
/// is told.
class Power {
public:
  enum class Armed { no, before, after };
  void arm(Armed how) { armed_ = how; }

  void write(const std::function<void()>& commit) {
    const Armed how = armed_;
    armed_ = Armed::no;
    if (how == Armed::before) throw PowerCut{};
    commit();
    if (how == Armed::after) throw PowerCut{};
  }

private:
  Armed armed_ = Armed::no;
};

}  // namespace outpost::sim
