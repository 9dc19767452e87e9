// `folder:DIR` - image files dropped into a folder, each read once. A file counts when its writer has closed
// it or moved it in (inotify); one found by looking (at the start, or where inotify does not work) counts
// when it has not changed for a while. Names of files that are still being made (.name, name~, .tmp, .part,
// .crdownload, .swp) are passed over. A file is moved to DIR/.work before it is read and to DIR/done or
// DIR/bad after it, so that no crash makes it read twice; what a crash left in .work is found in DIR/bad. A
// picture of a code that is no product's (a payment code, a member's) is deleted instead of kept.
#pragma once

#include "devices/transport/fd_io.hpp"
#include "devices/transport/frame_source.hpp"

#include <deque>
#include <map>
#include <set>

namespace outpost::dev {

class FolderSource final : public FrameSource {
public:
  static constexpr Micros rescan_every = 2 * us_per_s;
  static constexpr Micros quiet = 500 * us_per_ms;  ///< unchanged this long: a file found by looking is whole
  static constexpr Micros writer_limit = 60 * us_per_s;  ///< a writer that says nothing for so long is gone
  static constexpr std::size_t max_waiting = 1'000;      ///< files noted; the rest is found by a later look
  static constexpr std::size_t max_kept = 500;           ///< files in done and in bad; the oldest are deleted

  explicit FolderSource(std::string dir) : dir_(std::move(dir)) {}

  Result<void> open(Micros now) override;
  bool is_open() const override { return open_; }
  void wait(Micros now, std::vector<Wait>& out) const override;
  Result<void> step(Micros now) override;
  bool live() const override { return false; }
  Result<std::optional<Frame>> take(std::span<std::uint8_t> into, Micros now) override;
  void done(const Frame& frame, Fate fate) override;
  void close() override;

  bool watching() const { return static_cast<bool>(watch_); }  ///< inotify works here

private:
  struct Seen {
    std::int64_t size = -1, changed_ns = 0;
    Micros since = 0;
  };
  void start_watch();
  Result<void> read_events(Micros now);
  void on_event(std::uint32_t mask, const std::string& name, Micros now);
  Result<void> rescan(Micros now);
  void look_at(const std::string& name, Micros now);
  void note(const std::string& name);
  Result<std::optional<Frame>> load(const std::string& name, std::span<std::uint8_t> into, Micros now);
  void put_away(const std::string& name, const char* where);

  std::string dir_;
  bool open_ = false;
  Fd watch_;
  std::deque<std::string> ready_;
  std::set<std::string> known_;               // in ready_
  std::map<std::string, Seen> seen_;          // found by looking, not quiet yet
  std::map<std::string, Micros> being_made_;  // inotify saw them made, not closed yet
  Micros next_look_ = 0;
  std::uint64_t sequence_ = 0;
  std::string working_;  // the file in .work
};

/// True for names that a copying program uses while it writes.
bool is_temporary_name(const std::string& name);

}  // namespace outpost::dev
