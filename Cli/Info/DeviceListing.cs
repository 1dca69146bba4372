using Gexia.Cli.Tables;

namespace Gexia.Cli.Info;

/// <summary>What <c>gexia info --devices</c> says: where models can compute, and why not elsewhere.</summary>
internal static class DeviceListing
{
    public static int Write(Session session)
    {
        IReadOnlyList<ComputeDevice> devices;
        using (session.Wait("looking for devices")) devices = ComputeDevices.Find();
        if (session.Json) WriteJson(session, devices);
        else
        {
            var table = new TextTable(Column.Word("device"), Column.Word("usable"), Column.Text("what it is, or why not"));
            foreach (var device in devices) table.Add(device.Name, device.IsUsable ? "yes" : "no", device.Reason);
            session.Terminal.Write(table);
        }
        return ExitCode.Ok;
    }

    private static void WriteJson(Session session, IReadOnlyList<ComputeDevice> devices) => JsonText.WriteObject(session.Out, json =>
    {
        json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            json.WriteStartObject();
            json.WriteString("name", device.Name);
            json.WriteString("kind", device.Kind);
            json.WriteNumber("index", device.Index);
            json.WriteBoolean("usable", device.IsUsable);
            json.WriteString("reason", device.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
