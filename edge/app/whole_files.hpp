// Files that are either whole and on the disk, or not there.
#pragma once

#include <filesystem>

namespace outpost::app {

/// What a crash must not undo: the file or folder itself. Throws fs::filesystem_error, also when the disk
/// only now says that it could not write.
void sync_path(const std::filesystem::path& path);

/// A synced copy under a name of its own, then by rename: `to` is never half. Throws fs::filesystem_error and
/// leaves nothing behind.
void copy_whole(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies FROM/blobs, if there are any, to TO/blobs.
void copy_blobs(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace outpost::app
