using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerActors.Host.Composition;

/// <summary>Where a running peer takes commands, and the token that it asks for.</summary>
/// <param name="Url">Of the admin endpoint, on loopback.</param>
/// <param name="Token">Whoever knows it commands the peer.</param>
/// <param name="Pid">The peer's process.</param>
internal sealed record AdminAccess(string Url, string Token, int Pid);

/// <summary><c>admin.json</c> in the data folder: there while the peer runs, readable by its owner only.</summary>
internal static class AdminFile
{
    public const string FileName = "admin.json";

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    public static void Write(string folder, AdminAccess access) =>
        OwnerOnly.WriteWhole(PathIn(folder), JsonSerializer.SerializeToUtf8Bytes(access, AdminFileJson.Default.AdminAccess));

    public static void Delete(string folder) => OwnerOnly.DeleteIfThere(PathIn(folder));

    /// <summary>Reads what a running peer has written.</summary>
    /// <exception cref="NoRunningPeer">There is no such file, it is a leftover, or it is not to be trusted.</exception>
    public static AdminAccess Read(string folder)
    {
        var path = PathIn(folder);
        var access = Parse(folder, path);
        if (!Uri.TryCreate(access.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || !url.IsLoopback)
            throw new NoRunningPeer($"{path} names \"{access.Url}\", which is not an http address on loopback; nothing was sent there.");
        if (!IsAlive(access.Pid))
            throw new NoRunningPeer($"No peer runs for the data folder {folder}: {FileName} was left behind by process {access.Pid}, which ended "
                + $"without leaving in order. Start it again: peer up --data {folder}");
        return access;
    }

    private static AdminAccess Parse(string folder, string path)
    {
        try
        {
            if (!File.Exists(path))
                throw new NoRunningPeer($"No peer runs for the data folder {folder} (it has no {FileName}). Start one: peer up --data {folder}");
            if (OwnerOnly.ModeOpenToOthers(path) is { } mode)
                throw new NoRunningPeer($"{path} is open to others (mode {mode}, 600 is expected), so its token is no secret and was not used. "
                    + "End the peer, delete the file, and start the peer again: it makes a new token.");
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, AdminFileJson.Default.AdminAccess)
                ?? throw new NoRunningPeer($"{path} holds nothing. Start the peer again: peer up --data {folder}");
        }
        catch (JsonException garbled)
        {
            throw new NoRunningPeer($"{path} is not what a peer writes ({garbled.Message}). Start the peer again: peer up --data {folder}", garbled);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new NoRunningPeer($"{path} cannot be read ({unreadable.Message}). Only the user who started the peer can command it.", unreadable);
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return true;
        }
    }
}

/// <summary>The data folder has no peer to talk to.</summary>
internal sealed class NoRunningPeer(string message, Exception? cause = null) : Exception(message, cause);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AdminAccess))]
internal sealed partial class AdminFileJson : JsonSerializerContext;
