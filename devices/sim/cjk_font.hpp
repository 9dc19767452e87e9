// A font with Chinese characters, wherever this system keeps one.
#pragma once

#include <string>

namespace outpost::dev {

/// A path that exists, or "": then Chinese comes out as boxes and the caller should say so.
std::string find_cjk_font();

}  // namespace outpost::dev
