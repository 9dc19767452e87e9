// What outpost-scan says about a picture: a line for each code, JSON for programs, and why. Pure.
#pragma once

#include "devices/vision/worker.hpp"

#include <string>

namespace outpost::dev {

/// FILE<TAB>SYMBOLOGY<TAB>TEXT for each code, each with its end of line; "" without one. \n \r \t and \\ in
/// the text are two characters.
std::string as_lines(const std::string& file, const vision::WorkReply& reply);

/// One object in one line: file, width, height, codes (symbology, text, corners clockwise from the code's own
/// top left, evidence), ms. What is no UTF-8 is replaced.
std::string as_json(const std::string& file, const vision::WorkReply& reply);
/// file and error (name, text).
std::string as_json(const std::string& file, const Error& error);

/// The error of a picture that the reader did not get through; by the names that a camera's pictures have.
/// Precondition: not `done`.
Error not_read(vision::WorkResult::End end);

/// Why: the time of each pass and what became of each text, in sentences; several lines. `died`: the reader
/// died of the picture and looked at it once more, without the passes that die.
std::string explanation(const std::string& file, const vision::WorkReply& reply, bool died);

}  // namespace outpost::dev
