namespace PeerActors.Host.Web;

/// <summary>What has come to the public port; counted from any thread.</summary>
internal sealed class PortCounters
{
    private long _http;
    private long _gnutella;
    private long _unknown;
    private long _silent;
    private long _left;
    private long _full;
    private long _filesServed;
    private long _bytesServed;
    private long _filesVanished;
    private long _unanswered;
    private long _brokenOff;

    public void Http() => Interlocked.Increment(ref _http);

    public void Gnutella() => Interlocked.Increment(ref _gnutella);

    public void Unknown() => Interlocked.Increment(ref _unknown);

    public void Silent() => Interlocked.Increment(ref _silent);

    public void Left() => Interlocked.Increment(ref _left);

    public void Full() => Interlocked.Increment(ref _full);

    public void FileServed() => Interlocked.Increment(ref _filesServed);

    public void BytesServed(long bytes) => Interlocked.Add(ref _bytesServed, bytes);

    public void FileVanished() => Interlocked.Increment(ref _filesVanished);

    public void Unanswered() => Interlocked.Increment(ref _unanswered);

    public void BrokenOff() => Interlocked.Increment(ref _brokenOff);

    /// <summary>All as they stand; each is right by itself.</summary>
    public PortCounts Now() => new(
        Interlocked.Read(ref _http), Interlocked.Read(ref _gnutella), Interlocked.Read(ref _unknown), Interlocked.Read(ref _silent),
        Interlocked.Read(ref _left), Interlocked.Read(ref _full), Interlocked.Read(ref _filesServed), Interlocked.Read(ref _bytesServed),
        Interlocked.Read(ref _filesVanished), Interlocked.Read(ref _unanswered), Interlocked.Read(ref _brokenOff));
}

/// <summary>What has come to the public port.</summary>
/// <param name="Http">Connections that spoke HTTP.</param>
/// <param name="Gnutella">Connections that spoke Gnutella.</param>
/// <param name="Unknown">Connections closed because their first bytes are no greeting.</param>
/// <param name="Silent">Connections closed because those did not come within <c>http.first-bytes-timeout</c>.</param>
/// <param name="Left">Connections that ended before it was clear what they are.</param>
/// <param name="Full">Connections closed because <c>http.max-connections</c> were open.</param>
/// <param name="FilesServed">Answers with content that were sent to their end.</param>
/// <param name="BytesServed">Bytes of content sent, broken answers included.</param>
/// <param name="FilesVanished">Files asked for that were gone, changed or unreadable on disk.</param>
/// <param name="Unanswered">Requests that the library did not answer in time.</param>
/// <param name="BrokenOff">Answers broken off because the file became shorter or unreadable on the way.</param>
internal sealed record PortCounts(
    long Http, long Gnutella, long Unknown, long Silent, long Left, long Full,
    long FilesServed, long BytesServed, long FilesVanished, long Unanswered, long BrokenOff);
