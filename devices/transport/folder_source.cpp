#include "devices/transport/folder_source.hpp"

#include "devices/transport/folder_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace outpost::dev {
namespace {

constexpr std::uint32_t events = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                 IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr const char* work = "/.work";

Error gone(const std::string& dir) { return fail(Code::io, "port-unplugged", dir + ": the folder is gone."); }

Result<void> make(const std::string& dir) {
  if (::mkdir(dir.c_str(), 0770) == 0 || errno == EEXIST) return {};
  return port_error(errno, Peer::file, dir);
}

}  // namespace

bool is_temporary_name(const std::string& name) {
  static constexpr std::array<std::string_view, 6> endings = {"~",           ".tmp", ".part",
                                                              ".crdownload", ".swp", ".filepart"};
  return name.empty() || name.front() == '.' ||
         std::any_of(endings.begin(), endings.end(), [&](auto e) { return name.ends_with(e); });
}

Result<void> FolderSource::open(Micros now) {
  struct stat st {};
  if (::stat(dir_.c_str(), &st) != 0) return port_error(errno, Peer::file, dir_);
  if (!S_ISDIR(st.st_mode)) return fail(Code::invalid, "bad-port", dir_ + " is not a folder.");
  if (::access(dir_.c_str(), R_OK | W_OK | X_OK) != 0) return port_error(EACCES, Peer::file, dir_);
  for (const auto* sub : {work, "/done", "/bad"}) OUTPOST_CHECK(make(dir_ + sub));
  for (const auto& left : list_files(dir_ + work)) put_away(left, "/bad/");
  start_watch();
  open_ = true;
  next_look_ = now;
  return step(now);
}

void FolderSource::start_watch() {
  Fd fd(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (fd && inotify_add_watch(fd.get(), dir_.c_str(), events) >= 0) watch_ = std::move(fd);
}

void FolderSource::wait(Micros now, std::vector<Wait>& out) const {
  const Micros due = ready_.empty() || !working_.empty() ? next_look_ : now;
  out.push_back({.fd = watch_.get(), .readable = static_cast<bool>(watch_), .writable = false, .until = due});
}

Result<void> FolderSource::step(Micros now) {
  if (watch_) OUTPOST_CHECK(read_events(now));
  if (now < next_look_) return {};
  next_look_ = now + (watch_ && seen_.empty() ? rescan_every : quiet);
  return rescan(now);
}

Result<void> FolderSource::read_events(Micros now) {
  alignas(inotify_event) std::array<char, 16 << 10> buffer;
  const auto n = ::read(watch_.get(), buffer.data(), buffer.size());
  for (std::ptrdiff_t at = 0; at < n;) {
    const auto* e = reinterpret_cast<const inotify_event*>(buffer.data() + at);
    if ((e->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) return gone(dir_);
    if ((e->mask & IN_Q_OVERFLOW) != 0) next_look_ = now;  // events were lost: look
    if (e->len > 0 && (e->mask & IN_ISDIR) == 0) on_event(e->mask, e->name, now);
    at += static_cast<std::ptrdiff_t>(sizeof(inotify_event) + e->len);
  }
  return {};
}

void FolderSource::on_event(std::uint32_t mask, const std::string& name, Micros now) {
  if (is_temporary_name(name)) return;
  if ((mask & IN_CREATE) != 0) being_made_[name] = now;
  if ((mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) {
    being_made_.erase(name);
    seen_.erase(name);
    note(name);
  }
  if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) being_made_.erase(name);
}

void FolderSource::note(const std::string& name) {
  if (ready_.size() >= max_waiting || !known_.insert(name).second) return;
  ready_.push_back(name);
}

/// Finds what inotify did not tell: files from before the start, a file system without it.
Result<void> FolderSource::rescan(Micros now) {
  struct stat st {};
  if (::stat(dir_.c_str(), &st) != 0) return gone(dir_);
  std::erase_if(being_made_, [&](const auto& made) { return now - made.second > writer_limit; });
  const auto names = list_files(dir_);
  std::erase_if(seen_,
                [&](const auto& s) { return !std::binary_search(names.begin(), names.end(), s.first); });
  for (const auto& name : names)
    if (!is_temporary_name(name) && !known_.contains(name) && !being_made_.contains(name)) look_at(name, now);
  return {};
}

void FolderSource::look_at(const std::string& name, Micros now) {
  struct stat st {};
  if (::lstat((dir_ + "/" + name).c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return;
  const std::int64_t changed = st.st_mtim.tv_sec * 1'000'000'000 + st.st_mtim.tv_nsec;
  auto& seen = seen_[name];
  if (seen.size != st.st_size || seen.changed_ns != changed) {
    seen = {st.st_size, changed, now};
    next_look_ = std::min(next_look_, now + quiet);
  } else if (now - seen.since >= quiet) {
    seen_.erase(name);
    note(name);
  }
}

Result<std::optional<Frame>> FolderSource::take(std::span<std::uint8_t> into, Micros now) {
  while (working_.empty() && !ready_.empty()) {
    const std::string name = ready_.front();
    ready_.pop_front();
    known_.erase(name);
    OUTPOST_TRY(auto frame, load(name, into, now));
    if (frame) return frame;
  }
  return std::optional<Frame>{};
}

/// Nothing when the file has gone in the meantime, or is none.
Result<std::optional<Frame>> FolderSource::load(const std::string& name, std::span<std::uint8_t> into,
                                                Micros now) {
  const std::string from = dir_ + "/" + name, path = dir_ + work + "/" + name;
  struct stat st {};
  if (::lstat(from.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return std::optional<Frame>{};
  if (::rename(from.c_str(), path.c_str()) != 0) {
    if (errno == ENOENT) return std::optional<Frame>{};
    return port_error(errno, Peer::file, from);
  }
  working_ = name;
  Frame frame;
  frame.name = name;
  frame.sequence = ++sequence_;
  frame.captured_us = now;
  frame.still = true;
  frame.length = static_cast<std::uint64_t>(st.st_size);
  Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd) frame.length = 0;  // unreadable: reported as an empty file
  std::size_t done = 0;
  while (fd && frame.length <= into.size() && done < frame.length) {
    const auto n = ::read(fd.get(), into.data() + done, static_cast<std::size_t>(frame.length) - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  if (frame.length <= into.size()) frame.length = done;
  return std::optional<Frame>(std::move(frame));
}

void FolderSource::done(const Frame& frame, Fate fate) {
  if (frame.name != working_) return;
  if (fate == Fate::confidential)
    ::unlink((dir_ + work + "/" + working_).c_str());
  else
    put_away(working_, fate == Fate::read ? "/done/" : "/bad/");
  working_.clear();
}

void FolderSource::put_away(const std::string& name, const char* where) {
  const std::string from = dir_ + work + "/" + name;
  const std::string folder = dir_ + where;
  std::string to = folder + name;
  // The same name again: the older one keeps it.
  for (int n = 2; ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0; ++n) {
    if (errno != EEXIST || n > 10'000) {
      ::unlink(from.c_str());  // better gone than read again
      break;
    }
    to = folder + std::to_string(n) + "-" + name;
  }
  keep_newest(folder, max_kept);
}

void FolderSource::close() {
  open_ = false;
  watch_.reset();
  ready_.clear();
  known_.clear();
  seen_.clear();
  being_made_.clear();
  working_.clear();
}

}  // namespace outpost::dev
