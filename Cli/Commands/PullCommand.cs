using System.CommandLine;
using Gexia.Cli.Pull;

namespace Gexia.Cli.Commands;

/// <summary>
/// <c>gexia pull</c>: published weights into the cache, checked by hash. Beside it only a chat endpoint of <c>expand</c> uses the network.
/// </summary>
internal static class PullCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "A pinned model, or owner/name of your own with --from and --sha256." };
        name.CompletionSources.Add([.. PinnedModel.All.Select(model => model.Name)]);
        var from = new Option<string?>("--from")
        {
            Description = "Take the file from here instead; of a pinned model it must still have the pinned hash.", HelpName = "URL"
        };
        var sha256 = new Option<string?>("--sha256")
        {
            Description = "SHA-256 that the file must have; needed for what is not pinned.", HelpName = "HEX"
        };
        var revision = new Option<string?>("--revision")
        {
            Description = "Version: put where {revision} stands in --from, and kept apart in the cache.", HelpName = "REV"
        };
        var command = new Command(
            "pull",
            $"Bring published weights into the cache (GEXIA_HOME). "
            + $"Pinned: {string.Join(", ", PinnedModel.All.Select(model => model.Name))}.") { name, from, sha256, revision };
        command.Examples(
            "gexia pull openai/clip-vit-base-patch32",
            "gexia pull lab/my-clip --from https://example.org/model.safetensors --sha256 9f86d081…",
            "gexia pull lab/my-clip --revision v2 --from https://example.org/my-clip/{revision}/model.safetensors --sha256 9f86d081…");
        command.Run(terminal, (session, parse, cancellation) =>
            Pull(session, parse.GetValue(name)!, parse.GetValue(from), parse.GetValue(sha256), parse.GetValue(revision), cancellation));
        return command;
    }

    private static int Pull(Session session, string name, string? from, string? sha256, string? revision, CancellationToken cancellation)
    {
        if (revision is not null && !ModelCache.IsWord(revision)) throw CommandException.Usage($"pull: '{revision}' is no plain revision.");
        var model = Resolve(name, from?.Replace("{revision}", revision ?? "main", StringComparison.Ordinal), sha256);
        var path = Path.Combine(ModelCache.FolderOf(model.Name), revision ?? "", model.File);
        if (Directory.Exists(path))
            throw CommandException.BadInput($"pull: {path} is a folder, where the file {model.File} should be. Move it away.");
        var fresh = !File.Exists(path);
        if (fresh) Bring(session, model, path, cancellation);
        else
        {
            using var wait = session.Wait($"hashing {path}");
            if (Download.HashOf(path, cancellation).GetAwaiter().GetResult() != model.Sha256)
                throw CommandException.BadInput($"pull: {path} has not the SHA-256 {model.Sha256}. Delete it to bring it again.");
        }
        if (session.Json) JsonText.WriteObject(session.Out, json =>
        {
            json.WriteString("name", model.Name);
            json.WriteString("file", path);
            json.WriteNumber("bytes", new FileInfo(path).Length);
            json.WriteString("sha256", model.Sha256);
            json.WriteBoolean("downloaded", fresh);
        });
        else session.Out.WriteLine(TerminalText.Escape(path));
        return ExitCode.Ok;
    }

    private static PinnedModel Resolve(string name, string? from, string? sha256)
    {
        if (!ModelCache.IsName(name)) throw CommandException.Usage($"pull: '{name}' is not like owner/name.");
        if (sha256 is not null && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit)))
            throw CommandException.Usage("pull: --sha256 takes 64 hexadecimal digits.");
        var pinned = PinnedModel.All.FirstOrDefault(model => model.Name == name);
        if (pinned is null && (from is null || sha256 is null))
            throw CommandException.Usage(
                $"pull: '{name}' is not pinned, so it needs --from and --sha256. "
                + $"Nearest pinned: {Nearest.To(name, PinnedModel.All.Select(model => model.Name))}.");
        if (pinned is not null && sha256 is not null && !string.Equals(sha256, pinned.Sha256, StringComparison.OrdinalIgnoreCase))
            throw CommandException.Usage($"pull: {name} is pinned to {pinned.Sha256}.");
        var url = from ?? pinned!.Url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !Address.IsWeb(address))
            throw CommandException.Usage($"pull: '{Address.Shown(url)}' is not an http or https address.");
        var file = pinned?.File ?? Path.GetFileName(address.AbsolutePath);
        if (!file.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') || file.Length == 0 || file[0] == '.')
            throw CommandException.Usage($"pull: the address ends in '{file}', which is no plain file name.");
        return new PinnedModel(name, file, url, (sha256 ?? pinned!.Sha256).ToLowerInvariant());
    }

    private static void Bring(Session session, PinnedModel model, string path, CancellationToken cancellation)
    {
        LiveLine line = session.Wait($"pull: waiting for {Address.Shown(model.Url)}");
        var limits = new PullLimits();
        using var server = new FileServer(limits);
        var download = new Download(server, limits, Show);
        try
        {
            download.Bring(new Uri(model.Url), path, model.Sha256, cancellation).GetAwaiter().GetResult();
        }
        finally
        {
            line.Dispose();
        }

        void Show(long bytes, long total)
        {
            if (line is not Progress && bytes < total)
            {
                line.Dispose();
                line = new Progress(session.Terminal, "pull", "MB", Math.Max(1, total / 1_000_000));
            }
            (line as Progress)?.Report(bytes / 1_000_000);
            if (bytes < total || total == 0) return;
            line.Dispose();
            line = session.Wait("checking the SHA-256");
        }
    }
}
