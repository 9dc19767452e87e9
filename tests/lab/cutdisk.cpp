// A disk that remembers: one file behind FUSE whose every write and flush is recorded, so that the state
// after a power cut at any moment can be made again.
//
//   cutdisk serve FOLDER BASE LOG [--deaf]   FOLDER/disk begins as BASE; what is written to FOLDER/mark is a
//   mark in the
//                                            log. --deaf: flushes are not recorded, as on a disk that lies
//   cutdisk info LOG                         counts
//   cutdisk image BASE LOG CUT SEED OUT      OUT = the disk after a cut at record CUT: every write before the
//   last flush,
//                                            and of the later ones a random part, by sector; prints the last
//                                            mark
//
// A loop device on FOLDER/disk with a real file system puts the kernel's page cache and journal into play.
#define FUSE_USE_VERSION 31
#include <fuse3/fuse.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr std::size_t sector = 4096;  // what a disk writes whole
enum Kind : std::uint32_t { write_record = 1, flush_record = 2, mark_record = 3 };

struct Head {
  std::uint32_t kind;
  std::uint32_t size;
  std::uint64_t offset;
};

struct Record {
  Head head;
  std::vector<char> data;
};

// --- recording
// ---------------------------------------------------------------------------------------------------

struct Disk {
  int fd = -1;
  off_t size = 0;
  std::FILE* log = nullptr;
  std::mutex mutex;
  bool deaf = false;

  void record(Kind kind, std::uint64_t offset, const char* data, std::size_t n) {
    const Head head{kind, static_cast<std::uint32_t>(n), offset};
    std::fwrite(&head, sizeof head, 1, log);
    if (n) std::fwrite(data, 1, n, log);
    std::fflush(log);
  }
} disk;

bool is(const char* path, const char* name) { return std::strcmp(path, name) == 0; }

int get_attributes(const char* path, struct stat* out, fuse_file_info*) {
  *out = {};
  if (is(path, "/"))
    out->st_mode = S_IFDIR | 0755, out->st_nlink = 2;
  else if (is(path, "/disk"))
    out->st_mode = S_IFREG | 0600, out->st_nlink = 1, out->st_size = disk.size;
  else if (is(path, "/mark"))
    out->st_mode = S_IFREG | 0600, out->st_nlink = 1;
  else
    return -ENOENT;
  return 0;
}

int open_file(const char* path, fuse_file_info* info) {
  info->fh = is(path, "/mark");
  info->direct_io = is(path, "/mark") ? 1 : 0;
  return 0;
}

int read_file(const char*, char* to, std::size_t n, off_t at, fuse_file_info* info) {
  if (info->fh) return 0;
  const auto got = pread(disk.fd, to, n, at);
  return got < 0 ? -errno : static_cast<int>(got);
}

int write_file(const char*, const char* from, std::size_t n, off_t at, fuse_file_info* info) {
  const std::lock_guard lock(disk.mutex);
  if (info->fh) {
    disk.record(mark_record, 0, from, n);
  } else {
    if (pwrite(disk.fd, from, n, at) != static_cast<ssize_t>(n)) return -EIO;
    disk.record(write_record, static_cast<std::uint64_t>(at), from, n);
  }
  return static_cast<int>(n);
}

int flush_file(const char*, int, fuse_file_info* info) {
  const std::lock_guard lock(disk.mutex);
  if (!info->fh && !disk.deaf) disk.record(flush_record, 0, nullptr, 0);
  return 0;
}

int truncate_file(const char*, off_t, fuse_file_info*) { return 0; }

bool copy(const std::string& from, const std::string& to) {
  std::error_code ec;
  return std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, ec);
}

int serve(char* program, char* folder, const std::string& base, const std::string& log, bool deaf) {
  const std::string work = log + ".disk";
  if (!copy(base, work)) return std::perror(work.c_str()), 1;
  disk.fd = open(work.c_str(), O_RDWR | O_CLOEXEC);
  struct stat st {};
  fstat(disk.fd, &st);
  disk.size = st.st_size;
  disk.log = std::fopen(log.c_str(), "wb");
  disk.deaf = deaf;
  fuse_operations ops{};
  ops.getattr = get_attributes;
  ops.open = open_file;
  ops.read = read_file;
  ops.write = write_file;
  ops.fsync = flush_file;
  ops.truncate = truncate_file;
  char foreground[] = "-f", option[] = "-o", options[] = "allow_other,default_permissions";
  char* argv[] = {program, foreground, option, options, folder};
  const int rc = fuse_main(5, argv, &ops, nullptr);
  std::fclose(disk.log);
  unlink(work.c_str());
  return rc;
}

// --- replaying
// ---------------------------------------------------------------------------------------------------

std::vector<Record> load(const char* path) {
  std::vector<Record> out;
  std::FILE* f = std::fopen(path, "rb");
  if (!f) std::perror(path), std::exit(1);
  Record r;
  while (std::fread(&r.head, sizeof r.head, 1, f) == 1) {
    r.data.resize(r.head.size);
    if (r.head.size && std::fread(r.data.data(), 1, r.head.size, f) != r.head.size) break;
    out.push_back(r);
  }
  std::fclose(f);
  return out;
}

int info(const char* log) {
  std::size_t n[4] = {};
  for (const auto& r : load(log)) ++n[r.head.kind & 3];
  std::printf("%zu writes %zu flushes %zu marks\n", n[write_record], n[flush_record], n[mark_record]);
  return 0;
}

/// Writes the sectors of one record that survive. `p` is their share in percent; 101: all of them.
bool put(int fd, const Record& r, unsigned p, std::mt19937_64& random) {
  for (std::size_t at = 0; at < r.data.size();) {
    const std::size_t n = std::min(sector - (r.head.offset + at) % sector, r.data.size() - at);
    const bool keep = p > 100 || random() % 100 < p;
    if (keep && pwrite(fd, r.data.data() + at, n, static_cast<off_t>(r.head.offset + at)) < 0) return false;
    at += n;
  }
  return true;
}

int image(const char* base, const char* log, std::size_t cut, std::uint64_t seed, const char* out) {
  const auto records = load(log);
  cut = std::min(cut, records.size());
  std::size_t last_flush = 0;
  std::string mark = "0";
  for (std::size_t i = 0; i < cut; ++i) {
    if (records[i].head.kind == flush_record) last_flush = i;
    if (records[i].head.kind == mark_record) mark.assign(records[i].data.begin(), records[i].data.end());
  }
  if (!copy(base, out)) return std::perror(out), 1;
  const int fd = open(out, O_RDWR | O_CLOEXEC);
  std::mt19937_64 random(seed);
  const auto share = static_cast<unsigned>(random() % 101);
  for (std::size_t i = 0; i < cut; ++i)
    if (records[i].head.kind == write_record && !put(fd, records[i], i < last_flush ? 101 : share, random))
      return 1;
  close(fd);
  std::printf("%s\n", mark.substr(0, mark.find('\n')).c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "serve" && argc >= 5)
    return serve(argv[0], argv[2], argv[3], argv[4], argc > 5 && is(argv[5], "--deaf"));
  if (verb == "info" && argc == 3) return info(argv[2]);
  if (verb == "image" && argc == 7)
    return image(argv[2], argv[3], std::strtoul(argv[4], nullptr, 10), std::strtoull(argv[5], nullptr, 10),
                 argv[6]);
  std::fprintf(stderr, "usage: see the head of cutdisk.cpp\n");
  return 2;
}
