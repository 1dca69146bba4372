using System.Diagnostics;

namespace Gexia.Tests.Support;

/// <summary>
/// A project outside the repository that refers to built assemblies, as somebody who installed the packages does: no internals are visible to
/// it, and nothing of this checkout's build applies.
/// </summary>
internal sealed class StrangersProject : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <param name="kind">Exe, with top-level statements, or Library.</param>
    /// <param name="code">Its only file.</param>
    /// <param name="assemblies">Names of assemblies beside the tests.</param>
    public StrangersProject(string kind, string code, params string[] assemblies)
    {
        var references = assemblies.Select(name => $"""<Reference Include="{Path.Combine(AppContext.BaseDirectory, name + ".dll")}" />""");
        folder.Write("Directory.Build.props", "<Project />");
        folder.Write("Stranger.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>{kind}</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <RestoreSources>{folder.Path}</RestoreSources>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", references)}
              </ItemGroup>
            </Project>
            """);
        folder.Write("Stranger.cs", code);
    }

    /// <summary>The assembly that it builds.</summary>
    public string Output => Path.Combine(folder.File("out"), "Stranger.dll");

    /// <summary>Builds it; fails with what the compiler says.</summary>
    public void Build()
    {
        var (code, output) = Dotnet("build", folder.File("Stranger.csproj"), "-c", "Release", "-v", "quiet", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", folder.File("out"));
        Assert.True(code == 0, output);
    }

    /// <summary>Runs what was built. The output is what it has written, messages last.</summary>
    public (int Code, string Output) Run() => Dotnet(Output);

    public void Dispose() => folder.Dispose();

    private (int Code, string Output) Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
