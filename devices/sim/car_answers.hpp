// Inside of Car::answer: one unit, one request; a file a group of services.
#pragma once

#include "devices/sim/car.hpp"

namespace outpost::dev {

/// What one unit says; nothing when it keeps silent. Older buses split long answers into several. Services 04
/// and 14 erase the unit's codes.
std::vector<Bytes> unit_answers(SimUnit& unit, const std::string& vin, const ObdRequest& request, Bus bus,
                                const CarState& state);

/// Inside: services 01 and 02, 03 07 0A 04, 06, 09. Nothing = not supported.
std::vector<Bytes> live_answer(const SimUnit& unit, const ObdRequest& request, Bus bus,
                               const CarState& state);
std::vector<Bytes> freeze_answer(const SimUnit& unit, const ObdRequest& request);
std::vector<Bytes> codes_answer(const SimUnit& unit, const ObdRequest& request, Bus bus);
std::vector<Bytes> tests_answer(const SimUnit& unit, const ObdRequest& request, Bus bus);
std::vector<Bytes> information_answer(const SimUnit& unit, const std::string& vin, const ObdRequest& request,
                                      Bus bus);
/// Services of ISO 14229: an answer, or a refusal `7F service reason`.
Bytes uds_answer(SimUnit& unit, const ObdRequest& request, const CarState& state);
/// Erases what service 04 erases; permanent codes stay.
void clear_unit(SimUnit& unit);

constexpr std::size_t max_together = 6;  ///< bytes behind services 01, 02, 06 on CAN (SAE J1979)
/// Lists and values in one request: SAE J1979 forbids it, and the units of many makers then say nothing.
bool mixes_lists(ByteView numbers);

/// Two bytes of "P0301". Precondition: a well-formed code (Car::parse has checked).
Bytes code_bytes(std::string_view code);
/// The bits of a support list that begins behind `base`: bit for base+1 first; the last one says that a
/// further list exists.
template <class Supports> Bytes support_list(unsigned base, Supports supports) {
  Bytes out(4);
  bool later = false;
  for (unsigned n = base + 0x21; n <= 0xFF; ++n) later = later || (n % 0x20 != 0 && supports(n));
  for (unsigned i = 0; i < 32; ++i)
    if (i == 31 ? later : supports(base + 1 + i)) out[i / 8] |= static_cast<std::uint8_t>(0x80 >> i % 8);
  return out;
}

/// The data of one identifier of service 01, support lists included; nothing when the unit does not have it.
Bytes pid_bytes(const SimUnit& unit, std::uint8_t pid, const CarState& state);
/// The data bytes of one identifier of service 01: its first field carries the curve, the rest is zero.
Bytes curve_bytes(std::uint8_t pid, const SimCurve& curve, const CarState& state);
/// The 16 bits of a value in a scaling of service 06; nothing when the scaling is unknown or the value does
/// not fit.
std::optional<std::uint16_t> test_word(std::uint8_t scaling, double value);
/// The raw bits of a curve's value in the first field of its identifier; nothing when it does not fit.
std::optional<std::uint64_t> field_bits(std::uint8_t pid, double value);

}  // namespace outpost::dev
