using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Gexia.Tests.Testing;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>Runs compiled blocks one after the other, each in a folder of its own: what the program in which they run does.</summary>
public static class BlockHost
{
    /// <summary>The file with the assemblies and their arguments; beside it a file of results is written.</summary>
    public const string Jobs = "jobs.json", Results = "results.json";

    /// <summary>Runs all of a folder.</summary>
    public static void Run(string folder)
    {
        var fixtures = Path.Combine(folder, "context");
        ContextFolder.Write(fixtures);
        var results = JsonSerializer.Deserialize<BlockJob[]>(File.ReadAllText(Path.Combine(folder, Jobs)))!.Select(job =>
        {
            Environment.CurrentDirectory = Copy(fixtures, job.Assembly + ".run");
            return Run(job);
        });
        File.WriteAllText(Path.Combine(folder, Results), JsonSerializer.Serialize(results.ToArray()));
    }

    private static BlockResult Run(BlockJob job)
    {
        var (output, console) = (new StringWriter(), Console.Out);
        Console.SetOut(output);
        try
        {
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(job.Assembly);
            if (assembly.EntryPoint is { } entry) entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [job.Arguments]);
            else Check(assembly.GetExportedTypes().SelectMany(type => type.GetMethods()));
            return new(output.ToString(), null);
        }
        catch (TargetInvocationException error) { return new(output.ToString(), error.InnerException!.ToString()); }
        catch (PropertyFailure error) { return new(output.ToString(), error.Message); }
        finally { Console.SetOut(console); }
    }

    // Properties of tensors run as their attributes would run them.
    private static void Check(IEnumerable<MethodInfo> methods)
    {
        var properties = methods.Where(method => method.IsDefined(typeof(PropertyAttribute))).ToArray();
        if (properties.Length == 0) throw new PropertyFailure("nothing runs: there are neither statements nor properties.");
        foreach (var property in properties) Check(property, Tensors(property.GetCustomAttribute<PropertyAttribute>()!));
    }

    private static Arbitrary<Tensor> Tensors(PropertyAttribute attribute)
    {
        var methods = attribute.Arbitrary.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static));
        return (Arbitrary<Tensor>)methods.First(method => method.ReturnType == typeof(Arbitrary<Tensor>)).Invoke(null, null)!;
    }

    private static void Check(MethodInfo method, Arbitrary<Tensor> tensors)
    {
        Exception? last = null;
        var smallest = Counterexample.Find(Prop.ForAll(tensors, x =>
        {
            try { method.Invoke(Activator.CreateInstance(method.DeclaringType!), [x]); }
            catch (TargetInvocationException error)
            {
                last = error.InnerException;
                return false;
            }
            return true;
        }));
        if (last is not null) throw new PropertyFailure($"Shrunk: {smallest}\n{last.Message}");
    }

    private static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }

    private sealed class PropertyFailure(string message) : Exception(message);
}

/// <summary>A compiled block.</summary>
public sealed record BlockJob(string Assembly, string[] Arguments);

/// <summary>What it wrote to standard output, and what it threw.</summary>
public sealed record BlockResult(string Output, string? Error);
