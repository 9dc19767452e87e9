#include "edge/tools/store/invocation.hpp"

#include "edge/app/settings.hpp"
#include "edge/base/paths.hpp"

#include <filesystem>

namespace outpost::tool {

Local::Local(store::Settings s, store::OpenStore opened, std::string directory)
    : settings(std::move(s)), dir(std::move(directory)), lock(std::move(opened.lock)),
      created(opened.created),
      writer(std::move(opened.db), settings, clock, ids, random, [](std::vector<store::LiveEvent>&&) {}),
      readers(dir + "/store.db", 2) {}

Result<Box> open_box(const Invocation& call, bool create) {
  OUTPOST_TRY(auto settings, app::settings_from(call.config.section("edge")));
  std::error_code ec;
  OUTPOST_CHECK(store::check_restore(call.dir));
  if (!create && !std::filesystem::exists(call.dir + "/store.db", ec))
    return fail(Code::not_found, "no-store",
                "There is no store in " + call.dir + "; make one with outpost-store init.");
  if (create) {
    OUTPOST_CHECK(make_folder(call.dir, 0711));
    OUTPOST_CHECK(make_folder(call.dir + "/secrets", 0700));
  }
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  auto opened = store::open_store(call.dir, settings.store_id, ids, random, clock);
  Box box;
  if (opened.ok()) {
    box.local = std::make_unique<Local>(std::move(settings), std::move(opened).value(), call.dir);
    return box;
  }
  if (opened.error().name != "store-in-use") return std::move(opened).error();
  OUTPOST_TRY(box.remote, Remote::find(call.dir));
  return box;
}

}  // namespace outpost::tool
