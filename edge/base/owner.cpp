#include "edge/base/owner.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace outpost {
namespace {

/// A user's own groups, or none but `gid` for a number without a name.
bool take_groups(uid_t uid, gid_t gid) {
  const passwd* user = getpwuid(uid);
  return user ? initgroups(user->pw_name, gid) == 0 : setgroups(0, nullptr) == 0;
}

/// Of root's rights only that to files of others. A kernel that refuses takes nothing away from the service:
/// the administrator's file must then be readable for it.
void keep_file_rights() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> rights{};
  rights[0].permitted = rights[0].effective = 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH;
  syscall(SYS_capset, &header, rights.data());
}

}  // namespace

Result<void> become_owner_of(const std::string& dir, const std::string& service) {
  struct stat st {};
  if (geteuid() != 0 || stat(dir.c_str(), &st) != 0 || st.st_uid == 0) return {};
  uid_t uid = st.st_uid;
  gid_t gid = st.st_gid;
  if (const passwd* user = service.empty() ? nullptr : getpwnam(service.c_str()))
    uid = user->pw_uid, gid = user->pw_gid;
  prctl(PR_SET_KEEPCAPS, 1);
  if (!take_groups(uid, gid) || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
    return fail(Code::io, "cannot-become",
                fmt::format("{} belongs to user {}, and this program cannot become that user: {}.", dir, uid,
                            std::strerror(errno)));
  keep_file_rights();
  return {};
}

}  // namespace outpost
