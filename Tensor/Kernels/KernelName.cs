using Gexia.Cpu;

namespace Gexia;

/// <summary>What messages call a kernel: the operation that it lies in, an elementwise one by its function, or itself.</summary>
internal static class KernelName
{
    public static string Of(Type kernel)
    {
        if (IsMap(kernel)) while (kernel.GenericTypeArguments is [.., var function]) kernel = function;
        else kernel = kernel.DeclaringType ?? kernel;
        var name = kernel.Name;
        if (name.IndexOf('`', StringComparison.Ordinal) is var end and > 0) name = name[..end];
        return name.EndsWith("Op", StringComparison.Ordinal) ? name[..^2] : name;
    }

    private static bool IsMap(Type kernel) =>
        kernel.IsGenericType && kernel.GetGenericTypeDefinition() is var kind
        && (kind == typeof(FlatMap<>) || kind == typeof(StridedMap<>));
}
