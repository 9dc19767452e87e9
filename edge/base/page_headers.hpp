// What every answer of our web servers tells a browser, the store's and headquarters' alike.
#pragma once

#include <array>
#include <utility>

namespace outpost {

/// Name and value. Pages load nothing from elsewhere, run no inline script or style, are framed by nobody and
/// tell nobody where a click came from; data: pictures are the codes that pages draw.
inline constexpr std::array page_headers = {
    std::pair{
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"},
    std::pair{"X-Content-Type-Options", "nosniff"},
    std::pair{"Referrer-Policy", "no-referrer"},
    std::pair{"Cross-Origin-Resource-Policy", "same-origin"},
};

}  // namespace outpost
