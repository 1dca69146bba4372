using Gexia.Embeddings;
using Gexia.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gexia.Tests.Embeddings;

/// <summary>A program that registers a wrong model fails where it starts.</summary>
public sealed class ServiceRegistrationTests : IDisposable
{
    private const string Weights = "model.safetensors", Config = "config.json";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string, Action<string>> Faults => new()
    {
        { "no folder", "no such model", path => Directory.Delete(path, recursive: true) },
        {
            "a file of another kind in its place", "clip",
            path => { Directory.Delete(path, recursive: true); File.WriteAllText(path, "a note"); }
        },
        { "an empty folder", Weights, path => { Directory.Delete(path, recursive: true); Directory.CreateDirectory(path); } },
        { "no weights", Weights, path => File.Delete(Path.Combine(path, Weights)) },
        {
            "a pointer in place of weights", "git lfs pull",
            path => File.WriteAllText(Path.Combine(path, Weights), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
        },
        {
            "weights cut off", Weights,
            path => { using var file = File.OpenWrite(Path.Combine(path, Weights)); file.SetLength(file.Length / 2); }
        },
        { "a broken configuration", Config, path => File.WriteAllText(Path.Combine(path, Config), "{ \"model_type\": ") },
        { "another model's configuration", Config, path => File.WriteAllText(Path.Combine(path, Config), "{ \"model_type\": \"bert\" }") },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_wrong_folder_is_told_of_at_once_unless_it_may_come_later(string fault, string message, Action<string> spoil)
    {
        var path = TinyClip.Write(folder.File("clip"));
        spoil(path);
        var services = new ServiceCollection();
        Assert.Contains(message, Assert.ThrowsAny<GexiaException>(() => services.AddGexia(path)).Message, StringComparison.Ordinal);
        Assert.True(services.Count == 0, fault);

        using var later = services.AddGexia(path, lazy: true).BuildServiceProvider();
        Assert.ThrowsAny<GexiaException>(later.GetRequiredService<EmbeddingModel>);
    }

    [Fact]
    public void A_folder_may_come_before_its_first_use()
    {
        var path = folder.File("late");
        using var services = new ServiceCollection().AddGexia(path, lazy: true).BuildServiceProvider();
        TinyClip.Write(path);
        Assert.Equal("late", services.GetRequiredService<EmbeddingModel>().Id);
    }

    [Fact]
    public void A_folder_and_a_file_of_weights_are_taken()
    {
        var path = TinyClip.Write(folder.File("clip"));
        Assert.Equal(3, new ServiceCollection().AddGexia(path).Count);
        EmbeddingModel.Require(path);
        EmbeddingModel.Require(Path.Combine(path, Weights));
    }
}
