// outpost-store: set-up and care of one store. Works through edge while it runs, and by itself while it does
// not. Exit code 0 done, 1 refused or failed with one sentence, 2 not understood.
#include "edge/base/owner.hpp"
#include "edge/tools/store/commands.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

namespace {

using namespace outpost;

struct Row {
  std::vector<std::string_view> words;
  std::size_t more;  ///< words that follow
  Result<int> (*run)(const tool::Invocation&);
  const char* usage;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {{"init"},
       0,
       tool::init,
       "init                                  make the store that the configuration names"},
      {{"import", "products"},
       1,
       tool::import_products,
       "import products FILE.csv              take a catalogue, all of it or nothing"},
      {{"backup"},
       1,
       tool::backup,
       "backup FOLDER                         copy the store, also while it is open"},
      {{"restore"}, 1, tool::restore, "restore FOLDER [--replace yes]        put a backup back"},
      {{"renew"},
       0,
       tool::renew,
       "renew                                 count anew: after headquarters said \"fork\""},
      {{"verify"}, 0, tool::verify, "verify                                check that everything adds up"},
      {{"terminal", "add"},
       0,
       tool::add_terminal,
       "terminal add --role R --station S [--label L]   make a terminal, print its token"},
      {{"terminal", "list"}, 0, tool::list_terminals, "terminal list                         all terminals"},
      {{"terminal", "revoke"},
       1,
       tool::revoke_terminal,
       "terminal revoke ID                    end a terminal's token"},
      {{"enrol"},
       0,
       tool::enrol,
       "enrol --role R --station S [--label L]          print a code for a browser, good for ten minutes"},
  };
  return table;
}

int help(FILE* to) {
  fmt::print(to, "outpost-store COMMAND [--config FILE] [--data DIR]\n\n");
  for (const auto& row : rows()) fmt::print(to, "  {}\n", row.usage);
  fmt::print(to, "\nRoles: kiosk, cashier, technician, manager, owner. Defaults: /etc/outpost/outpost.ini, "
                 "/var/lib/outpost\n");
  return to == stdout ? 0 : 2;
}

const Row* find(const std::vector<std::string>& words) {
  for (const auto& row : rows())
    if (words.size() == row.words.size() + row.more &&
        std::equal(row.words.begin(), row.words.end(), words.begin()))
      return &row;
  return nullptr;
}

int refuse(const Error& error, int code) {
  fmt::print(stderr, "outpost-store: {}\n", error.text);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  umask(0077);  // what is made here holds sales and secrets
  auto arguments =
      parse_arguments(argc, argv, {"config", "data", "role", "station", "label", "replace", "store-id"});
  if (!arguments.ok()) return refuse(arguments.error(), 2);
  const auto& words = arguments->words;
  if (words.empty()) return help(stderr);
  if (words[0] == "help" || words[0] == "--help") return help(stdout);
  const Row* row = find(words);
  if (!row) return help(stderr);
  if (sodium_init() < 0)
    return refuse({Code::internal, "no-sodium", "The cryptographic library cannot be used."}, 1);
  auto config = config::Config::load(arguments->option("config", "/etc/outpost/outpost.ini"));
  if (!config.ok()) return refuse(config.error(), 1);
  if (const auto us = become_owner_of(arguments->option("data", "/var/lib/outpost")); !us)
    return refuse(us.error(), 1);
  tool::Invocation call{*arguments, *std::move(config), arguments->option("data", "/var/lib/outpost")};
  call.arguments.words.erase(call.arguments.words.begin(),
                             call.arguments.words.begin() + static_cast<std::ptrdiff_t>(row->words.size()));
  const auto end = row->run(call);
  return end.ok() ? *end : refuse(end.error(), 1);
}
