#include "app/host.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "log/redactor.hpp"
#include "store/meta_repository.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

constexpr const char* kAdminTokenFile = "admin.token";
constexpr std::size_t kAdminTokenBytes = 32;
constexpr std::string_view kKeyIdKey = "key_id";

// Writes the key's id down at the first start; afterwards another key, or none, is noticed.
Result<void> remember_key(Store& store, const SecretBox& secrets) {
  const auto id = secrets.key_id();
  if (!id.has_value()) return success();  // locked: shows where a secret is needed
  return store.meta().put_if_absent(kKeyIdKey, id.value());
}

Result<void> check_private(const std::filesystem::path& file) {
  struct stat st {};
  if (::lstat(file.c_str(), &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == ::geteuid() && (st.st_mode & 0077U) == 0) {
    return success();
  }
  return failure(Errc::io, "The admin token " + file.string() + " can be read by others, or is not a file of yours.",
                 "Remove it: a new one is made at the next start.");
}

}  // namespace

Host::Host(HostOptions options, const Clock& clock, std::unique_ptr<Store> store, PluginRegistry plugins,
           SecretBox secrets)
    : options_(std::move(options)),
      clock_(clock),
      store_(std::move(store)),
      plugins_(std::move(plugins)),
      secrets_(std::move(secrets)),
      endpoints_(parts()),
      integrations_(parts(), endpoints_),
      alert_sources_(parts(), endpoints_) {}
Host::~Host() = default;

Result<std::unique_ptr<Host>> Host::open(HostOptions options, const Clock& clock) {
  AH_TRY_VOID(make_private_directory(options.data_dir));
  if (options.key_file.empty()) options.key_file = options.data_dir / "master.key";
  AH_TRY(auto store, open_store(options.data_dir));
  AH_TRY(const auto known_key, store->meta().find(kKeyIdKey));
  SecretBox secrets{options.key_file, known_key.value_or("")};
  AH_TRY_VOID(remember_key(*store, secrets));
  PluginRegistry plugins = PluginRegistry::load(options);
  return std::unique_ptr<Host>{
      new Host{std::move(options), clock, std::move(store), std::move(plugins), std::move(secrets)}};
}

Result<SecretText> Host::admin_token() const {
  const std::filesystem::path file = options_.data_dir / kAdminTokenFile;
  auto created = create_private_file(file, random_token(kAdminTokenBytes) + "\n");
  if (!created.has_value() && created.error().code != Errc::name_taken) return failure(created.error());
  AH_TRY_VOID(check_private(file));
  AH_TRY(std::string text, read_file(file, 4096));
  SecretText token{std::string_view{text}.substr(0, text.find_last_not_of(" \r\n") + 1)};
  wipe(text.data(), text.size());
  if (token.reveal().size() < 32) {
    return failure(Errc::io, "The admin token " + file.string() + " is damaged.",
                   "Remove it: a new one is made at the next start.");
  }
  redactor().add(token.reveal());
  return token;
}

}  // namespace autoheal::host
