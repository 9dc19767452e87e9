// The questions for a car of WWH-OBD (ISO 27145-3): identifiers F4xx and F8xx by service 22, codes of the
// emissions system by service 19. Pure.
#pragma once

#include "devices/drivers/bay/bay_plan.hpp"

namespace outpost::dev {

/// As chapter_questions().
std::vector<BayQuestion> wwh_chapter_questions(BayChapter chapter, const BayFacts& facts,
                                               const BayManner& manner, std::set<Bytes>& asked);

/// As live_questions(): `pids` are identifiers of service 01, asked for as F4xx; up to three together.
std::vector<BayQuestion> wwh_live_questions(const std::vector<std::uint8_t>& pids, const BayFacts& facts,
                                            const BayManner& manner);

/// What tells whether it is still the same car: 0902; or F802 and F190, one of which has said the number.
std::vector<BayQuestion> same_car_questions(bool wwh);

}  // namespace outpost::dev
