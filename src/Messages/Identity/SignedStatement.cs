using PeerActors.Messages.Router;

namespace PeerActors.Messages.Identity;

/// <summary>Signed bytes as they travel and are kept; what they say is read by <see cref="Wire.Statements.StatementCodec"/>.</summary>
/// <param name="Body">What was signed, exactly as it was.</param>
/// <param name="Signer">Who signed.</param>
/// <param name="Signature">Of the body.</param>
/// <param name="Successor">By a key that the body names as the next one; null when it names none.</param>
public sealed record SignedStatement(Payload Body, PublicKey Signer, Signature Signature, Signature? Successor);
