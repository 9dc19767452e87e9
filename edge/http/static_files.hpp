// The built pages, from one folder.
#pragma once

#include "edge/http/request.hpp"

#include <optional>
#include <string>

namespace outpost::http {

class StaticFiles {
public:
  /// `folder` may be empty or missing: then every page is a 404 that says so.
  explicit StaticFiles(std::string folder) : folder_(std::move(folder)) {}

  /// GET of a page or asset. Files under /assets carry a hash in their name and are kept for a year; pages
  /// are asked for anew each time (ETag, 304). A file NAME.gz beside NAME is sent to those who take gzip.
  Result<Reply> get(const Request& request) const;

private:
  std::string folder_;
};

/// The folder of the pages: `configured`, else /usr/share/outpost/ui, else `ui` beside this program's folder;
/// the first that exists, or "".
std::string find_ui_folder(const std::string& configured);

}  // namespace outpost::http
