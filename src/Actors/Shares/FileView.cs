using PeerActors.Messages.Access;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>Which of the files offered somebody may find: one bit for each, so that it costs a search nothing.</summary>
/// <param name="who">Somebody.</param>
internal sealed class FileView(Requester who)
{
    private readonly NumberSet _files = new();
    private long _bytes;

    /// <summary>Whose view it is.</summary>
    public Requester Who => who;

    /// <summary>By their numbers.</summary>
    public NumberSet Files => _files;

    /// <summary>Files and bytes in it.</summary>
    public ShareSize Size => new(_files.Count, _bytes);

    /// <summary>Takes a file in.</summary>
    public void Add(SharedFile file)
    {
        if (_files.Add((int)file.Index.Value)) _bytes += file.Size;
    }

    /// <summary>The file is offered no more.</summary>
    public void Remove(SharedFile file)
    {
        if (_files.Remove((int)file.Index.Value)) _bytes -= file.Size;
    }
}
