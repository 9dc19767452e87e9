// What a worker that a picture has taken over might send: a reply within the bounds, or an error.
#include "devices/vision/worker_wire.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost::dev::vision;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto reply = decode_reply({data, size});
  if (!reply) return 0;
  if (reply->codes.size() > max_codes || reply->account.texts.size() > max_judged) std::abort();
  const auto again = decode_reply(encode_reply(*reply));
  if (!again || again->codes.size() != reply->codes.size()) std::abort();
  return 0;
}
