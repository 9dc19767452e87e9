// outpost-lab-check DIR MINIMUM: opens the store as edge does and checks it. Exit 0: at least MINIMUM paid
// sales and all sums right; 3: an acknowledged sale is lost; 4: the store is damaged.
#include "edge/app/verify.hpp"
#include "edge/store/open.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

using namespace outpost;

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: outpost-lab-check DIR MINIMUM\n"), 2;
  const long long minimum = std::atoll(argv[2]);
  if (!std::filesystem::exists(std::string(argv[1]) + "/store.db")) {
    std::puts(minimum ? "LOST: there is no store.db" : "ok: nothing yet");
    return minimum ? 3 : 0;
  }
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  try {
    auto store = store::open_store(argv[1], "lab", ids, random, clock);
    if (!store.ok()) return std::printf("DAMAGED: %s\n", store.error().text.c_str()), minimum ? 4 : 0;
    const auto checks = app::verify(*store->db);
    if (!checks.ok()) return std::printf("DAMAGED: %s\n", checks.error().text.c_str()), 4;
    for (const auto& c : *checks)
      if (!c.ok) return std::printf("DAMAGED: %s: %s\n", c.name.c_str(), c.detail.c_str()), 4;
    const auto paid = store->db->scalar_i64("SELECT count(*) FROM orders WHERE state='paid'");
    if (paid < minimum)
      return std::printf("LOST: %lld of %lld acknowledged sales\n", minimum - paid, minimum), 3;
    std::printf("ok: %lld sales, %lld acknowledged\n", static_cast<long long>(paid), minimum);
    return 0;
  } catch (const sqlite::Failure& f) {
    std::printf("DAMAGED: %s\n", f.what());
    return 4;
  }
}
