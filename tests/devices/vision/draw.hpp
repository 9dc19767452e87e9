// Codes drawn from their definitions (not by the libraries that read them), and pictures as files.
#pragma once

#include "devices/vision/gray.hpp"

#include <string>

namespace outpost::dev::test {

/// Bars as '1' and spaces as '0', without quiet zones.
std::string ean13_modules(const std::string& digits13);
std::string ean8_modules(const std::string& digits8);
std::string upce_modules(const std::string& digits8);
std::string code128_modules(const std::string& text);  ///< code set B

/// Bars upright on white, `module` pixels wide, with quiet zones of ten modules.
vision::Gray draw_bars(const std::string& modules, int module, int height);
/// A QR code, `module` pixels, four modules of white around.
vision::Gray draw_qr(const std::string& text, int module);
/// A row of modules of a matrix code as text lines of '#' and ' '.
vision::Gray draw_matrix(const std::string& rows, int module, int quiet_modules);

/// `inner` put onto a larger grey page.
vision::Gray on_page(const vision::Gray& inner, int width, int height, int x, int y, std::uint8_t paper);
/// Turned by `degrees` about its middle, on a page large enough, white outside.
vision::Gray turned(const vision::Gray& picture, double degrees);
/// Each pixel moved by up to `amount` at random.
vision::Gray noisy(vision::Gray picture, int amount, std::uint64_t seed);

/// As an unfocused lens shows it: each point becomes a disc of `radius` pixels, evenly lit; in light, of
/// which grey levels are the power of 1 / 2.2.
vision::Gray out_of_focus(const vision::Gray& picture, double radius);

Bytes as_png(const vision::Gray& picture);
/// 16 bits a pixel; nothing about its gamma, as scanners leave it.
Bytes as_deep_png(const vision::Gray& picture);
Bytes as_jpeg(const vision::Gray& picture, int quality = 90);
Bytes as_webp(const vision::Gray& picture);

}  // namespace outpost::dev::test
