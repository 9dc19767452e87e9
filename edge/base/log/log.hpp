// One line an event on standard error, with the priority prefix that systemd's journal reads (sd-daemon(3)).
// Never log a token, a payment code, a phone number or a plate: `masked` is for what must be recognisable.
#pragma once

#include <string>
#include <string_view>

namespace outpost::log {

enum class Level { debug, info, warning, error };

/// Names the program in every line and sets the least level that is written. Call once in main.
void open(std::string_view program, Level least);
/// "debug", "info", "warning", "error"; anything else is info.
Level level_of(std::string_view name);

void write(Level level, std::string_view text);
inline void debug(std::string_view text) { write(Level::debug, text); }
inline void info(std::string_view text) { write(Level::info, text); }
inline void warning(std::string_view text) { write(Level::warning, text); }
inline void error(std::string_view text) { write(Level::error, text); }

/// "13****78": the first two and last two characters of a secret, the rest starred; all stars under eight
/// characters.
std::string masked(std::string_view secret);

}  // namespace outpost::log
